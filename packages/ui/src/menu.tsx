"use client";

import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { usePopup } from "./popup.ts";
import { useLink } from "./ui-provider.tsx";

export interface MenuItem {
  readonly label: string;
  readonly onSelect?: () => void;
  /** Makes the item a link. */
  readonly href?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** The chosen one of several. */
  readonly isCurrent?: boolean;
  readonly icon?: ReactNode;
  /** A quieter second line. */
  readonly hint?: string;
}

interface MenuProps {
  /** Names the menu; the button's text, unless a trigger is given. */
  readonly label: string;
  /** What the button shows instead of the label, an icon for instance. */
  readonly trigger?: ReactNode;
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly align?: "start" | "end";
  /** Stands above the items: who is signed in, for instance. */
  readonly head?: ReactNode;
  readonly items: readonly (MenuItem | "separator")[];
}

/** A button that opens a list of acts. Arrows move, a letter jumps, Enter does, Escape closes. */
export function Menu({ label, trigger, look = "plain", className, align = "end", head, items }: MenuProps) {
  const { trigger: triggerProps, popup, isOpen, close } = usePopup(align);
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <Button
        look={look}
        {...(className ? { className } : {})}
        aria-label={label}
        aria-haspopup="menu"
        {...triggerProps}
      >
        {trigger ?? (
          <>
            {label} <span aria-hidden="true">▾</span>
          </>
        )}
      </Button>
      <div
        {...popup}
        ref={list}
        role="menu"
        aria-label={label}
        className="popup menu"
        tabIndex={-1}
        onToggle={(event) => {
          if (event.newState === "open") itemsOf(list.current)[0]?.focus();
        }}
        onKeyDown={(event) => moveBy(event, list.current, close)}
      >
        {isOpen && head ? <div className="menu-head">{head}</div> : null}
        {isOpen ? keyed(items).map(([key, item]) => <MenuRow key={key} item={item} onDone={close} />) : null}
      </div>
    </>
  );
}

function keyed(items: MenuProps["items"]): readonly (readonly [string, MenuItem | "separator"])[] {
  return items.map((item, index) => [item === "separator" ? `separator-${index}` : item.label, item] as const);
}

function MenuRow({ item, onDone }: { readonly item: MenuItem | "separator"; readonly onDone: () => void }) {
  const Link = useLink();
  if (item === "separator") return <hr />;
  const content = (
    <>
      {item.icon ? <span className="menu-icon">{item.icon}</span> : null}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.hint ? <span className="label block truncate">{item.hint}</span> : null}
      </span>
      {item.isCurrent ? <span aria-hidden="true">✓</span> : null}
    </>
  );
  const row = {
    role: "menuitem",
    tabIndex: -1,
    className: classNames("menu-item", item.isDanger && "is-danger"),
    ...(item.isCurrent ? { "aria-current": true as const } : {}),
  };
  if (item.href !== undefined && !item.isDisabled) {
    return (
      <Link href={item.href} {...row} onClick={onDone}>
        {content}
      </Link>
    );
  }
  return (
    <button
      type="button"
      {...row}
      disabled={item.isDisabled}
      onClick={() => {
        onDone();
        item.onSelect?.();
      }}
    >
      {content}
    </button>
  );
}

function itemsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
}

function moveBy(event: KeyboardEvent, list: HTMLElement | null, close: () => void): void {
  const all = itemsOf(list);
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? all.indexOf(focused) : -1;
  if (event.key === "Tab") {
    close();
    return;
  }
  const to = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  const target = to === undefined ? startingWith(all, at, event.key) : all[to];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** The next item after `at` whose words begin with the typed letter. */
function startingWith(all: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key.length !== 1 || key === " ") return undefined;
  const letter = key.toLowerCase();
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find((item) =>
    item.textContent?.trim().toLowerCase().startsWith(letter),
  );
}
