// While something is at work on the page: look again every few seconds, as long as somebody is looking.
const pause = 2500;
const again = () => {
  if (document.visibilityState === "visible") location.reload();
  else document.addEventListener("visibilitychange", again, { once: true });
};
setTimeout(again, pause);
