// A picture that is wider than its box scrolls there, by keyboard, too, and fades where it goes on.
const edges = ({target}) => {
  const beyond = target.scrollWidth - target.clientWidth;
  target.classList.toggle("goes-on", target.scrollLeft < beyond - 1);
  if (beyond > 0) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
};
const sizes = new ResizeObserver(entries => entries.forEach(edges));
const wide = ".explore-scroll, .explore-still, .cell_output:has(> :is(a, img))";
for (const part of document.querySelectorAll(wide)) {
  part.addEventListener("scroll", edges);
  sizes.observe(part);
}
