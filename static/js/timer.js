// The timer of a workshop (courses/training): minutes of each step of the plan. The page works without it.
(() => {
  "use strict";
  const box = document.querySelector("[data-timer]");
  if (!box) return;
  const steps = [...document.querySelectorAll("[data-minutes]")];
  const spot = (name) => box.querySelector(`[data-spot="${name}"]`);
  const store = "timer:" + box.dataset.timer;
  let now = { step: 0, left: 0, ends: 0 }; // left: seconds while it stands; ends: the instant while it runs
  try {
    now = { ...now, ...JSON.parse(sessionStorage.getItem(store)) };
  } catch {
    // No storage: the timer runs, it just starts anew with the page.
  }
  if (!steps[now.step]) now = { step: 0, left: 0, ends: 0 };
  const minutes = () => 60 * steps[now.step].dataset.minutes;
  const keep = () => {
    try {
      sessionStorage.setItem(store, JSON.stringify(now));
    } catch {
      // As above.
    }
  };
  const left = () => (now.ends ? Math.ceil((now.ends - Date.now()) / 1000) : now.left);
  const clock = (seconds) => {
    const whole = Math.abs(seconds);
    return `${seconds < 0 ? "+" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };
  let said;
  const draw = () => {
    const seconds = left();
    spot("clock").textContent = clock(seconds);
    spot("step").textContent = steps[now.step].dataset.title;
    spot("run").textContent = now.ends ? box.dataset.pause : box.dataset.start;
    spot("next").disabled = now.step === steps.length - 1;
    steps.forEach((step, index) => step.classList.toggle("now", index === now.step));
    const words = now.ends && seconds <= 0 ? box.dataset.over : now.ends && seconds <= 120 ? box.dataset.soon : "";
    if (words !== said) spot("say").textContent = said = words;
  };
  const show = () => steps[now.step].scrollIntoView({ block: "start" });
  const to = (step) => {
    const runs = now.ends;
    now = { step, left: 60 * steps[step].dataset.minutes, ends: 0 };
    if (runs) now.ends = Date.now() + now.left * 1000;
    keep();
    draw();
    show();
  };
  if (!now.ends && !now.left) now.left = minutes();
  box.addEventListener("click", ({ target }) => {
    const name = target.dataset.spot;
    if (name === "next") to(now.step + 1);
    if (name === "again") to(0);
    if (name !== "run") return;
    now = now.ends ? { ...now, left: left(), ends: 0 } : { ...now, ends: Date.now() + now.left * 1000 };
    keep();
    draw();
    if (now.ends) show();
  });
  box.hidden = false;
  setInterval(draw, 1000);
  draw();
})();
