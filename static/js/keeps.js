// Keeps what is typed in a long form, a few seconds after the last key, so that a closed browser loses nothing.
const PAUSE = 2500;

for (const form of document.querySelectorAll("form[data-keeps]")) {
  const told = form.querySelector("[data-kept]");
  let timer = 0;
  let changed = false;

  const contents = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("page", form.dataset.keeps);
    return new URLSearchParams(data);
  };

  const keep = async () => {
    if (!changed) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.keepsAt, { method: "POST", body: contents(), keepalive: true });
      if (!answer.ok || answer.redirected) throw new Error("not kept");
      told.textContent = told.dataset.words.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    } catch {
      changed = true;
      told.textContent = told.dataset.fault;
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}
