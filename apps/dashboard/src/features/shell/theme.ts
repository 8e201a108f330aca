/** The cookie that holds the viewer's choice, so that the server can write the right theme into the first byte of HTML. */
export const THEME_COOKIE = "countersign-theme";

export type Theme = "light" | "dark" | "system";

/** Reads the cookie's value; anything unknown means the system decides. */
export function readTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
