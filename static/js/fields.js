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
