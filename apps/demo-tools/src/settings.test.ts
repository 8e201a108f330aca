import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("an empty environment gives the documented defaults", () => {
  expect(readSettings({ SMTP_URL: "", DEMO_DATABASE_URL: "" })).toEqual({
    host: "127.0.0.1",
    port: 4603,
    smtpPort: 4604,
    smtpUrl: null,
    mailDir: ".local/mail",
    databaseUrl: null,
  });
});

test("all settings are read", () => {
  const env = {
    HOST: "::1",
    PORT: "0",
    SMTP_PORT: "2525",
    SMTP_URL: "smtps://mail.example:465",
    MAIL_DIR: "/var/mail",
    DEMO_DATABASE_URL: "postgresql://reader:x@127.0.0.1:5432/demo",
  };
  expect(readSettings(env)).toEqual({
    host: "::1",
    port: 0,
    smtpPort: 2525,
    smtpUrl: "smtps://mail.example:465",
    mailDir: "/var/mail",
    databaseUrl: "postgresql://reader:x@127.0.0.1:5432/demo",
  });
});

test("every wrong setting is named, and none of their values is told", () => {
  const env = { PORT: "70000", SMTP_URL: "http://secret@mail", DEMO_DATABASE_URL: "mysql://a:secret@db/x" };
  const read = () => readSettings(env);
  expect(read).toThrow(/PORT: .*SMTP_URL: must be smtp.*DEMO_DATABASE_URL: must be postgres/);
  expect(read).not.toThrow(/secret/);
});
