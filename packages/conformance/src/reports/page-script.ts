/** The HTML report's script: filters, and opening a failure that is linked to. The page says all that it has to say without it. */
export const script = `
const form = document.getElementById("filters");
const shown = document.getElementById("shown");
const rows = [...document.querySelectorAll("tr[data-category]")];
form.hidden = false;
function apply() {
  const wanted = Object.fromEntries(new FormData(form));
  const text = wanted.text.trim().toLowerCase();
  let count = 0;
  for (const row of rows) {
    const cells = wanted.subject ? [row.cells[1 + Number(wanted.subject)]] : [...row.cells].slice(1);
    row.hidden = !(
      (!wanted.category || row.dataset.category === wanted.category) &&
      (!wanted.level || row.dataset.level === wanted.level) &&
      (!wanted.verdict || cells.some((cell) => cell.querySelector("b").textContent === wanted.verdict)) &&
      (!text || row.querySelector("th").textContent.toLowerCase().includes(text))
    );
    if (!row.hidden) count++;
  }
  for (const section of document.querySelectorAll(".category")) section.hidden = !section.querySelector("tr[data-category]:not([hidden])");
  shown.textContent = count === rows.length ? count + " cases" : count + " of " + rows.length + " cases";
}
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (!details) return;
  details.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", open);
document.addEventListener("click", (event) => { if (event.target.closest("td a")) setTimeout(open); });
open();
`;
