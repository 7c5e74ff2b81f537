// A page of a preview loads itself anew when the file that it shows was saved; what is being typed is not taken away.
"use strict";
(() => {
  const own = document.currentScript.dataset;
  let typed = false;
  addEventListener("input", () => { typed = true; });
  const look = async () => {
    try {
      const reply = await fetch(own.ask, { cache: "no-store" });
      if (reply.ok && (await reply.text()) !== own.seen && !typed) location.replace(location.href);
    } catch {
      // the preview was stopped: it is looked for again
    }
  };
  setInterval(look, 1000);
})();
