// What a site does to let its own buttons ask.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-ask]");
  if (!button) return;
  const chat = document.querySelector("insurance-chat");
  chat.scrollIntoView({ block: "nearest" });
  await chat.ask(button.dataset.ask).catch(() => {}); // the chat says why
});
