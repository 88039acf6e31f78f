"use strict";

const at = (id) => document.getElementById(id);
let language = "zh-CN";
let csrf = "";

function speak(next) {
  language = next;
  document.documentElement.lang = next;
  for (const element of document.querySelectorAll("[data-en]")) {
    element.dataset.zh ??= element.textContent;
    element.textContent = next === "en" ? element.dataset.en : element.dataset.zh;
  }
  at("language").textContent = next === "en" ? "中文" : "English";
  at("language").lang = next === "en" ? "zh-CN" : "en";
}

function say(text, good) {
  at("message").className = good ? "good" : "";
  at("message").textContent = text;
}

const words = (zh, en) => (language === "en" ? en : zh);

async function ask(method, path, body) {
  const headers = { "Accept-Language": language };
  if (csrf) {
    headers["X-CSRF-Token"] = csrf;
  }
  if (body) {
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch("/api/v1" + path, {
    method, headers, credentials: "same-origin", cache: "no-store", body: body && JSON.stringify(body),
  });
  const json = answer.status === 204 ? {} : await answer.json();
  return { good: answer.ok, json };
}

function show(session) {
  const known = session.kind === "ACCOUNT" || session.kind === "CLIENT";
  csrf = session.csrf ?? "";
  at("sign-in").hidden = known;
  at("who").hidden = !known;
  at("change").hidden = session.kind !== "ACCOUNT" || !csrf;
  at("must-change").hidden = !session.mustChange;
  at("name").textContent = session.name;
  at("change-form").username.value = session.name;
  at("held").replaceChildren(...session.held.map((held) => {
    const item = document.createElement("li");
    item.textContent = held.title + (held.department ? " (" + held.department + ")" : "");
    return item;
  }));
  for (const section of document.querySelectorAll("nav section:not([data-needs])")) {
    let any = false;
    for (const item of section.querySelectorAll("[data-needs]")) {
      item.hidden = !session.permissions.includes(item.dataset.needs);
      any ||= !item.hidden;
    }
    section.hidden = !any;
  }
}

async function look() {
  const answer = await ask("GET", "/session");
  if (answer.good) {
    show(answer.json);
    return;
  }
  show({ kind: "NOBODY", name: "", held: [], permissions: [], mustChange: false });
  if (answer.json.status !== 401) {
    say(answer.json.detail, false);
  }
}

function failed() {
  say(words("服务没有应答,请稍后重试。", "The service does not answer; try again later."), false);
}

function on(id, event, action) {
  at(id).addEventListener(event, (happened) => {
    happened.preventDefault();
    action().catch(failed);
  });
}

on("language", "click", async () => {
  speak(language === "en" ? "zh-CN" : "en");
  say("", true);
  await look();
});

on("sign-in-form", "submit", async () => {
  const form = at("sign-in-form");
  const answer = await ask("POST", "/session", { account: form.account.value, password: form.password.value });
  form.password.value = "";
  if (!answer.good) {
    say(answer.json.detail, false);
    form.password.focus();
    return;
  }
  say(words("已登录。", "Signed in."), true);
  show(answer.json);
  (answer.json.mustChange ? at("before") : at("sign-out")).focus();
});

on("change-form", "submit", async () => {
  const form = at("change-form");
  if (form.after.value !== form.again.value) {
    say(words("两次输入的新密码不一致。", "The new passwords are not the same."), false);
    form.again.focus();
    return;
  }
  const answer = await ask("POST", "/session/password", { before: form.before.value, after: form.after.value });
  if (!answer.good) {
    say(answer.json.detail, false);
    form.after.focus();
    return;
  }
  form.reset();
  await look();
  say(words("密码已修改。", "The password is changed."), true);
});

on("sign-out", "click", async () => {
  await ask("DELETE", "/session");
  csrf = "";
  await look();
  say(words("已退出登录。", "Signed out."), true);
  at("account").focus();
});

if ((navigator.languages ?? []).find((one) => /^(zh|en)/.test(one))?.startsWith("en")) {
  speak("en");
}
look().catch(failed);
