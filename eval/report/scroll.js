// What can be scrolled sideways shows a shade at the edge behind which there is more.

function shade(box) {
  const left = box.scrollWidth - box.clientWidth - box.scrollLeft;
  box.classList.toggle("more-right", left > 1);
}

for (const box of document.querySelectorAll(".scroll")) {
  box.addEventListener("scroll", () => shade(box), { passive: true });
  new ResizeObserver(() => shade(box)).observe(box);
}
