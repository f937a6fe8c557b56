"""What reports share: names, figures and cases as data; the page's template, styles and scripts."""
