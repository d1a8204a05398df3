// A link that can be copied: without this module it is a plain link to the page itself.
for (const link of document.querySelectorAll("[data-copies]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(link.href);
    const words = link.querySelector("[data-said]");
    words.textContent = link.dataset.copies;
  });
}
