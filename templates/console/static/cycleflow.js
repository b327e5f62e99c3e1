// What a page does more of where scripts run: rows without a round trip, totals while typing, drafts by themselves.
// Without it every page works the same, one submit at a time.
"use strict";

const TYPING_PAUSE = 1500;

for (const focus of document.querySelectorAll("[data-focus]")) focus.focus();
for (const table of document.querySelectorAll("[data-table]")) tend(table);
for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);
for (const form of document.querySelectorAll("form")) once(form);

// Rows of a table: add, remove, number anew, add up.
function tend(table) {
  const rows = table.querySelector("[data-rows]");
  const blank = table.querySelector("template");
  const add = table.querySelector("[data-add]");
  table.addEventListener("input", () => addUp(table));
  if (!blank || !add) return;
  let next = rows.children.length;
  add.addEventListener("click", (event) => {
    event.preventDefault();
    const row = blank.content.cloneNode(true).firstElementChild;
    renumber(row, table.dataset.table, next++);
    rows.append(row);
    settle();
    row.querySelector("textarea, select, input:not([type=hidden])").focus();
  });
  table.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    if (!remove) return;
    event.preventDefault();
    const row = remove.closest("[data-row]");
    const near = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    settle();
    (near?.querySelector("textarea, select, input:not([type=hidden])") || add).focus();
  });
  function settle() {
    [...rows.children].forEach((row, index) => {
      for (const count of row.querySelectorAll("[data-count]")) count.textContent = index + 1;
    });
    add.hidden = rows.children.length >= Number(table.dataset.most || Infinity);
    for (const remove of rows.querySelectorAll("[data-remove]")) remove.hidden = rows.children.length < 2;
    addUp(table);
    table.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// The blank row carries a number of its own; every name and id in it gets the new one.
function renumber(row, table, number) {
  const old = row.querySelector("input[type=hidden]").value;
  row.querySelector("input[type=hidden]").value = number;
  for (const part of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby", "value"]) {
      const value = part.getAttribute(name);
      if (!value) continue;
      part.setAttribute(name, value
        .replaceAll(`${table}.${old}.`, `${table}.${number}.`)
        .replaceAll(`${table}-${old}-`, `${table}-${number}-`)
        .replaceAll(`:${table}:${old}`, `:${table}:${number}`));
    }
  }
  row.id = row.id.replace(new RegExp(`${old}$`), number);
}

function addUp(table) {
  for (const total of table.querySelectorAll("[data-total]")) {
    const ending = `.${total.dataset.total}`;
    let sum = 0;
    for (const input of table.querySelectorAll("[data-rows] input")) {
      if (input.name.endsWith(ending)) sum += Number(input.value.normalize("NFKC")) || 0;
    }
    sum = Math.round(sum * 10000) / 10000;
    const output = total.querySelector("output");
    if (output.textContent !== String(sum)) output.textContent = sum;
    total.classList.toggle("right", sum === Number(total.dataset.wanted));
  }
}

// A draft is saved a moment after the last key, and when the page is left.
function keepDraft(form) {
  const status = form.querySelector("[data-status]");
  if (!status) return;
  let timer = 0, isDirty = false, isSending = false;
  form.addEventListener("input", () => {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, TYPING_PAUSE);
  });
  form.addEventListener("submit", () => { isDirty = false; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  async function save() {
    if (!isDirty || isSending) return;
    isDirty = false;
    isSending = true;
    status.textContent = status.dataset.saving;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
      if (!answer.ok) throw new Error(answer.status);
      status.textContent = `${status.dataset.saved} ${new Date().toTimeString().slice(0, 5)}`;
    } catch {
      isDirty = true;
      status.textContent = status.dataset.failed;
    }
    isSending = false;
  }
}

// A second press while the first is under way is not sent.
function once(form) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}
