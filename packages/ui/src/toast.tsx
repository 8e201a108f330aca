"use client";

import { Toast as RadixToast } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

interface Message {
  readonly id: number;
  readonly text: string;
}

const ToastContext = createContext<(text: string) => void>(() => undefined);

/** Says a short sentence at the corner, once, politely to screen readers. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

const VISIBLE_MS = 5000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const say = useCallback((text: string) => {
    setMessages((before) => [...before.slice(-2), { id: (before.at(-1)?.id ?? 0) + 1, text }]);
  }, []);
  return (
    <RadixToast.Provider duration={VISIBLE_MS} label="Message">
      <ToastContext.Provider value={say}>{children}</ToastContext.Provider>
      {messages.map((message) => (
        <RadixToast.Root
          key={message.id}
          className="toast"
          onOpenChange={(isOpen) => {
            if (!isOpen) setMessages((before) => before.filter((other) => other.id !== message.id));
          }}
        >
          <RadixToast.Description>{message.text}</RadixToast.Description>
        </RadixToast.Root>
      ))}
      <RadixToast.Viewport className="toast-region" />
    </RadixToast.Provider>
  );
}
