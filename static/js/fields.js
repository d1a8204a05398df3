// Takes the reader to what needs another look, and counts the characters that are left. Forms work without it.
document.querySelector("[data-summary]")?.focus();

for (const hint of document.querySelectorAll("[data-counts]")) {
  const control = document.getElementById(hint.dataset.counts);
  const count = () => {
    hint.textContent = hint.dataset.words.replace("{number}", control.maxLength - control.value.length);
  };
  control.addEventListener("input", count);
  if (control.value) count();
}

// On a phone the workspace's list lies in a row that is moved sideways: begin where the reader is.
const here = document.querySelector(".desk__nav [aria-current]");
if (here) {
  const row = here.closest("ul");
  row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

// One tick for all rows of a list.
for (const all of document.querySelectorAll("[data-ticks]")) {
  const rows = [...all.form.querySelectorAll(`[name="${all.dataset.ticks}"]`)];
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
  });
}
