// While a colour is chosen: how words look on it, and whether everybody can read them. The server checks the same when it is saved.
const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = (hex) => {
  const [red, green, blue] = [1, 3, 5].map((place) => channel(parseInt(hex.slice(place, place + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

for (const told of document.querySelectorAll("[data-contrast]")) {
  const control = document.getElementById(told.dataset.contrast);
  const sample = document.querySelector(`[data-sample="${told.dataset.contrast}"] rect`);
  const tell = () => {
    if (!/^#[0-9a-f]{6}$/i.test(control.value)) return;
    const number = contrast(control.value, told.dataset.words);
    sample?.setAttribute("fill", control.value);
    const rounded = (Math.floor(number * 10) / 10).toLocaleString(document.documentElement.lang);
    told.textContent = (number >= 4.5 ? told.dataset.good : told.dataset.bad).replace("{number}", rounded);
  };
  control.addEventListener("input", tell);
  tell();
}
