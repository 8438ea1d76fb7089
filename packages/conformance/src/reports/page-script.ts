/** The HTML report's script: filters, and unfolding what is linked to. The page says all that it has to say without it. */
export const script = `
const form = document.getElementById("filters");
const shown = document.getElementById("shown");
const rows = [...document.querySelectorAll("tr[data-category]")];
form.hidden = false;
function apply() {
  const wanted = Object.fromEntries(new FormData(form));
  const text = wanted.text.trim().toLowerCase();
  const filtering = Object.values(wanted).some((value) => value !== "");
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
  for (const section of document.querySelectorAll(".category")) {
    section.hidden = !section.querySelector("tr[data-category]:not([hidden])");
    section.open = filtering;
  }
  shown.textContent = count === rows.length ? count + " cases" : count + " of " + rows.length + " cases";
}
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
`;
