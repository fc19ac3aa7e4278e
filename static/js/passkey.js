// Buttons that use a passkey. What talks to the key is fetched when somebody taps one: most people never do.
(() => {
  "use strict";
  const addresses = document.currentScript.dataset.scripts.split(" ");
  if (!window.PublicKeyCredential) return;

  const fetched = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });

  // The page says what its button does: <script data-allauth-onload="allauth.webauthn.forms.…">{"ids": …}</script>.
  for (const told of document.querySelectorAll("script[data-allauth-onload]")) {
    const name = told.dataset.allauthOnload.split(".").pop();
    const given = JSON.parse(told.textContent);
    const button = document.getElementById(given.ids.login || given.ids.add || given.ids.authenticate);
    const first = async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        for (const address of addresses) await fetched(address);
        button.removeEventListener("click", first);
        window.allauth.webauthn.forms[name](given);
      } catch {
        button.disabled = false; // no network: the next tap tries again
        return;
      }
      button.disabled = false;
      button.click();
    };
    button.addEventListener("click", first);
    button.hidden = false;
  }
})();
