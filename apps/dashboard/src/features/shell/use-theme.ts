"use client";

import { useState } from "react";
import { chooseTheme } from "./choose-theme.ts";
import type { Theme } from "./theme.ts";

/** The theme and how to choose another; the cookie makes the next page come in it from the start. */
export function useTheme(initial: Theme): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    setTheme(next);
    if (next === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", next);
    chooseTheme(next).catch(() => undefined);
  };
  return [theme, choose];
}
