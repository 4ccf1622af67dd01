/* Small comforts over plain links and forms; without this file every page still works.
   Markup asks for a comfort with a data attribute, named where it is used below. */
(function () {
  "use strict";

  const root = document.documentElement;
  root.classList.add("scripted");

  const kept = {
    read(key) { try { return localStorage.getItem(key); } catch (refused) { return null; } },
    write(key, value) { try { localStorage.setItem(key, value); } catch (refused) { /* private window */ } },
  };

  /* The navigation stays folded if its reader folded it. */
  root.classList.toggle("nav-folded", kept.read("nav") === "folded");

  /* What a phone's screen has no room for begins folded there; without this file it stands open. */
  if (window.matchMedia("(max-width: 600px)").matches) {
    document.querySelectorAll("details[data-folds]").forEach(function (part) { part.open = false; });
  }

  function keysAreOn() { return kept.read("keys") !== "off"; }

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
  }

  /* ---- clicks ---- */
  document.addEventListener("click", function (event) {
    const pressed = event.target.closest("[data-do]");
    if (pressed && deeds[pressed.dataset.do]) {
      deeds[pressed.dataset.do](pressed, event);
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  const deeds = {
    "fold-nav": function () {
      kept.write("nav", root.classList.toggle("nav-folded") ? "folded" : "wide");
    },
    "insert-phrase": function (button, event) {
      const form = button.form;
      const text = form.elements[button.dataset.field];
      event.preventDefault();
      text.value = text.value.trim() ? text.value.trimEnd() + "\n" + button.value : button.value;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    },
    "pass-rest": function (button, event) {
      event.preventDefault();
      button.form.querySelectorAll("[data-verdict]").forEach(function (row) {
        const note = row.querySelector("textarea");
        const isJudged = row.querySelector("input:checked") || note.value.trim();
        if (!isJudged) { row.querySelector("input[type=radio][value=pass]").checked = true; }
      });
      button.dispatchEvent(new Event("input", { bubbles: true }));
    },
    "all-for": function (button) {
      button.form.querySelectorAll("[data-tally] input[value='']:checked").forEach(function (open) {
        open.closest("fieldset").querySelector("input[value=for]").checked = true;
      });
      button.dispatchEvent(new Event("input", { bubbles: true }));
      tally(button.form);
    },
    "close-dialog": function (button, event) {
      event.preventDefault();
      close(button.closest("details"));
    },
    "print": function () { window.print(); },
    "copy": function (button) {
      const box = document.getElementById(button.dataset.from);
      box.select();
      document.execCommand("copy");
      button.textContent = button.dataset.done;
    },
    "switch-keys": function (box) { kept.write("keys", box.checked ? "on" : "off"); },
    "choose-all": function (box) {
      box.closest("form, table").querySelectorAll("input[data-choose]").forEach(function (choice) { choice.checked = box.checked; });
    },
  };

  function close(details) {
    if (!details) { return; }
    details.open = false;
    details.querySelector("summary").focus();
  }

  /* ---- a verdict that needs a reason opens the fold for it ---- */
  document.addEventListener("change", function (event) {
    const row = event.target.type === "radio" && event.target.closest("[data-verdict]");
    if (row && event.target.value !== "pass") { row.querySelector("details").open = true; }
  });

  /* ---- what a dialog shows of the form behind it is one text with it: data-mirrors names the other field ---- */
  document.addEventListener("input", function (event) {
    const form = event.target.form;
    if (!form || !event.target.name) { return; }
    const other = event.target.dataset.mirrors
      ? form.elements[event.target.dataset.mirrors]
      : form.querySelector("[data-mirrors=\"" + event.target.name + "\"]");
    if (other) { other.value = event.target.value; }
  });

  /* ---- a field that is asked with one choice only: data-only-with is the name of the choice and its value ---- */
  function showWhatIsAsked() {
    document.querySelectorAll("[data-only-with]").forEach(function (asked) {
      const [name, value] = asked.dataset.onlyWith.split("=");
      const choice = asked.form.querySelector("[name=\"" + name + "\"]:checked");
      asked.closest(".field").hidden = Boolean(choice) && choice.value !== value;
    });
  }
  document.addEventListener("change", function (event) { if (event.target.type === "radio") { showWhatIsAsked(); } });
  showWhatIsAsked();

  /* ---- the votes of an item, counted as they are cast: data-tally holds them, data-count says the sum ---- */
  function tally(form) {
    const count = form && form.querySelector("[data-count]");
    if (!count) { return; }
    const sums = new Map();
    form.querySelectorAll("[data-tally] fieldset:first-child input").forEach(function (choice) { sums.set(choice.nextElementSibling.textContent, 0); });
    form.querySelectorAll("[data-tally] input:checked").forEach(function (choice) {
      const word = choice.nextElementSibling.textContent;
      sums.set(word, sums.get(word) + 1);
    });
    count.textContent = Array.from(sums, function (sum) { return sum.join(" "); }).join(" · ");
  }
  document.addEventListener("change", function (event) { if (event.target.closest("[data-tally]")) { tally(event.target.form); } });
  document.querySelectorAll("form.record").forEach(tally);

  /* ---- a drawn flow that is longer than its box opens at the step where it lies ---- */
  document.querySelectorAll(".flow-box-low").forEach(function (box) {
    const here = box.querySelector("[id$='-here']");
    if (!here) { return; }
    const step = here.getBoundingClientRect(), edge = box.getBoundingClientRect();
    box.scrollTop += step.top - edge.top - (edge.height - step.height) / 2;
    box.scrollLeft += step.left - edge.left - (edge.width - step.width) / 2;
  });

  /* ---- filters that apply themselves, lists that shrink as one types ---- */
  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (form && form.hasAttribute("data-apply") && event.target.tagName === "SELECT") { form.requestSubmit ? form.requestSubmit() : form.submit(); }
  });
  document.addEventListener("input", function (event) {
    const list = event.target.dataset && event.target.dataset.filters && document.getElementById(event.target.dataset.filters);
    if (!list) { return; }
    const wanted = event.target.value.trim().toLowerCase();
    list.querySelectorAll("[data-search]").forEach(function (line) {
      line.hidden = wanted !== "" && !line.dataset.search.includes(wanted) && !line.querySelector("input:checked");
    });
  });

  /* ---- Enter in a field that has a button of its own presses that one: data-enter-presses is its id ---- */
  document.addEventListener("keydown", function (event) {
    const button = event.key === "Enter" && event.target.dataset && event.target.dataset.enterPresses;
    if (!button || event.isComposing) { return; }
    event.preventDefault();
    document.getElementById(button).click();
  });

  /* ---- a form goes out once; what was typed is not left by accident ---- */
  let unsaved = null;
  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.hasAttribute("data-guard")) { unsaved = event.target.form; }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.method !== "post") { return; }
    if (unsaved === event.target) { unsaved = null; }
    if (event.target.dataset.sent && !event.target.hasAttribute("hx-post")) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(function () { delete event.target.dataset.sent; }, 5000);
  });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved && document.contains(unsaved)) { event.preventDefault(); event.returnValue = ""; }
  });

  /* What was typed is kept on the server as one types; from then on it may be left. */
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.hasAttribute("data-keeps") && event.detail.successful) { unsaved = null; }
  });

  /* A form that was sent keeps nothing more: what is kept after a decision would be refused. */
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.hasAttribute("data-keeps") && event.target.closest("form").dataset.sent) { event.preventDefault(); }
  });
  document.addEventListener("submit", function (event) {
    const keeper = event.target.querySelector("[data-keeps]");
    if (keeper && !event.defaultPrevented) { htmx.trigger(keeper, "htmx:abort"); }
  });

  /* ---- a refusal of htmx's: the server retargets its words to #notices; they are brought into view where somebody
     pressed something, and what answered in no words of ours is told in those of #no-answer ---- */
  function isPressed(detail) {
    const event = detail.requestConfig && detail.requestConfig.triggeringEvent;
    return Boolean(event) && /^(click|submit|keydown)$/.test(event.type);
  }
  function showRefusal(detail, words) {
    const notices = document.getElementById("notices");
    if (words) { notices.replaceChildren(words.content.cloneNode(true)); }
    if (isPressed(detail)) {
      notices.scrollIntoView({ block: "center" });
      notices.focus({ preventScroll: true });
    }
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    const answer = event.detail.xhr;
    if (answer.status >= 400 && !answer.getResponseHeader("HX-Retarget")) { event.detail.shouldSwap = false; }
  });
  document.addEventListener("htmx:responseError", function (event) {
    const inWords = event.detail.xhr.getResponseHeader("HX-Retarget");
    showRefusal(event.detail, inWords ? null : document.getElementById("no-answer"));
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (silent) {
    document.addEventListener(silent, function (event) { showRefusal(event.detail, document.getElementById("no-answer")); });
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful && isPressed(event.detail)) { document.getElementById("notices").replaceChildren(); }
  });

  /* ---- files dropped on a file box ---- */
  document.addEventListener("dragover", function (event) {
    const box = event.target.closest("[data-drop]");
    if (box) { event.preventDefault(); box.classList.add("drop-over"); }
  });
  document.addEventListener("dragleave", function (event) {
    const box = event.target.closest("[data-drop]");
    if (box) { box.classList.remove("drop-over"); }
  });
  document.addEventListener("drop", function (event) {
    const box = event.target.closest("[data-drop]");
    if (!box) { return; }
    event.preventDefault();
    box.classList.remove("drop-over");
    box.querySelector("input[type=file]").files = event.dataTransfer.files;
  });

  /* ---- keys: j k Enter x / ? Esc, g i, and whatever carries data-key ---- */
  let before = "";
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { escape(event); return; }
    if (event.key === "Enter" && event.ctrlKey && event.target.form) { send(event); return; }
    if (!keysAreOn() || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const pressed = before + event.key;
    before = event.key === "g" ? "g " : "";
    if (moves[pressed]) { moves[pressed](event); return; }
    const marked = Array.from(document.querySelectorAll("[data-key]")).find(function (one) { return one.dataset.key === pressed; });
    if (marked) {
      event.preventDefault();
      if (isTyping(marked)) { marked.focus(); } else { marked.focus(); marked.click(); }
    }
  });

  const moves = {
    "j": function () { step(1); },
    "k": function () { step(-1); },
    "x": function () {
      const box = chosen() && chosen().querySelector("input[data-choose]");
      if (box) { box.click(); }
    },
    "Enter": function (event) {
      const link = event.target === document.body && chosen() && chosen().querySelector("a[href]");
      if (link) { link.click(); }
    },
  };

  function rows() { return Array.from(document.querySelectorAll("[data-row]")); }
  function chosen() { return document.querySelector("[data-row].is-chosen"); }
  function step(by) {
    const all = rows();
    if (!all.length) { return; }
    const now = chosen();
    const next = all[Math.min(all.length - 1, Math.max(0, now ? all.indexOf(now) + by : 0))];
    if (now) { now.classList.remove("is-chosen"); }
    next.classList.add("is-chosen");
    next.scrollIntoView({ block: "nearest" });
    const link = next.querySelector("a[href]");
    if (link) { link.focus({ preventScroll: true }); }
  }
  function escape(event) {
    const open = document.querySelector("details.dialog[open], details.menu[open]");
    if (open) { close(open); } else if (isTyping(event.target)) { event.target.blur(); }
  }
  function send(event) {
    const main = event.target.form.querySelector("[data-main]");
    if (main) { event.preventDefault(); main.click(); }
  }

  const keySwitch = document.querySelector("[data-do=switch-keys]");
  if (keySwitch) { keySwitch.checked = keysAreOn(); }

  /* On a phone the decision bar of a task stays at the bottom while its material is read. */
  root.classList.toggle("has-decision", Boolean(document.querySelector(".side .decision")));

  /* A row of tabs too long for a phone shows the one that is open. */
  const tab = document.querySelector(".tabs [aria-current]");
  if (tab) { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16; }

  /* ---- after an answer of the server: focus goes to the summary of mistakes ---- */
  const mistakes = document.querySelector(".mistakes");
  if (mistakes) { mistakes.focus(); }
})();
