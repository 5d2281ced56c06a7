// Ages that stay true: every <time data-age> is told again each second, and turns to "watch" past its limit.
(() => {
  "use strict";
  const STEPS = [[60, 1, "s"], [3600, 60, "min"], [86400, 3600, "h"], [Infinity, 86400, "j"]];

  const WORDS = { "il-y-a": "il y a", depuis: "depuis" };

  function age(seconds, kind) {
    if (seconds < 1) return "à l’instant";
    const [, unit, sign] = STEPS.find(([limit]) => seconds < limit);
    return `${WORDS[kind] ?? WORDS["il-y-a"]} ${Math.floor(seconds / unit)}\u202f${sign}`;
  }

  function tell(time) {
    const seconds = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 1000);
    const text = age(seconds, time.dataset.age);
    if (time.textContent !== text) time.textContent = text;
    const limit = Number(time.dataset.limite);
    if (limit) time.classList.toggle("surveiller", seconds > limit);
  }

  const tellAll = () => document.querySelectorAll("time[data-age]").forEach(tell);
  setInterval(tellAll, 1000);
  document.addEventListener("htmx:load", tellAll);
  globalThis.maillage = { age };
})();
