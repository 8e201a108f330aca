"use client";

import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { matchOptions } from "./match-options.ts";
import { popupPlace } from "./popup.ts";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** A quieter second word, which the search finds too. */
  readonly hint?: string;
}

interface ComboboxProps {
  readonly id?: string;
  readonly options: readonly ComboboxOption[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Takes a text that is no option as it is. */
  readonly isFree?: boolean;
  readonly onBlur?: () => void;
  readonly "aria-label"?: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

/** A choice of one from many: type to narrow, arrows to move, Enter to take, Escape to leave it as it was. */
export function Combobox(props: ComboboxProps) {
  const { options, value, onChange, placeholder, disabled, isFree = false, onBlur, id, ...control } = props;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const isOpen = query !== null;
  const chosen = options.find((option) => option.value === value);
  const found = useMemo(() => matchOptions(options, query ?? ""), [options, query]);
  const open = (text: string) => {
    setQuery(text);
    setAt(0);
    const box = input.current?.getBoundingClientRect();
    if (!list.current || !box) return;
    const viewport = { width: document.documentElement.clientWidth, height: window.innerHeight };
    Object.assign(list.current.style, toPixels(popupPlace(box, viewport, "start")), { width: `${box.width}px` });
    if (!list.current.matches(":popover-open")) list.current.showPopover();
  };
  const close = () => {
    setQuery(null);
    if (list.current?.matches(":popover-open")) list.current.hidePopover();
  };
  const take = (next: string | null) => {
    onChange(next);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((at + step + Math.max(found.length, 1)) % Math.max(found.length, 1));
    }
    if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      const option = found[at];
      if (option) take(option.value);
      else if (isFree && query.trim() !== "") take(query.trim());
    }
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const leave = () => {
    if (isOpen && isFree && query.trim() !== "") onChange(query.trim());
    if (isOpen && query === "" && value !== null && input.current?.value === "") onChange(null);
    close();
    onBlur?.();
  };
  return (
    <div className="combobox">
      <input
        {...control}
        id={id}
        ref={input}
        className="input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found[at] ? `${listId}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        placeholder={placeholder}
        value={query ?? chosen?.label ?? value ?? ""}
        onChange={(event) => open(event.target.value)}
        onClick={(event) => {
          event.currentTarget.select();
          if (!isOpen) {
            open("");
            setQuery(chosen?.label ?? value ?? "");
          }
        }}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
      <div
        ref={list}
        id={listId}
        role="listbox"
        popover="manual"
        className="popup menu"
        aria-label={props["aria-label"] ?? "Choices"}
      >
        {isOpen
          ? found.map((option, index) => (
              <div
                key={option.value}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={classNames("menu-item", index === at && "is-at")}
                // Pressing would take the focus from the field before the choice is made.
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(option.value);
                }}
              >
                <span className="min-w-0 flex-1 truncate">{option.label}</span>
                {option.hint ? <span className="label truncate">{option.hint}</span> : null}
              </div>
            ))
          : null}
        {isOpen && found.length === 0 ? (
          <div className="menu-item faint">{isFree ? "Enter takes it as it is" : "Nothing matches"}</div>
        ) : null}
      </div>
    </div>
  );
}

function toPixels(style: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(style).map(([name, value]) => [name, typeof value === "number" ? `${value}px` : String(value)]),
  );
}
