"use client";

import { Button, Dialog } from "@countersign/ui";
import { X } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { RecordLoader } from "./record-loader.tsx";

/** A record that slides in over the list it was opened from; closing it goes back to where the list stood. */
export function RecordSheet({ id }: { readonly id: string }) {
  const router = useRouter();
  const isHere = usePathname().endsWith(`/audit/${id}`);
  const close = () => router.back();
  return (
    <Dialog title="Record" shape="sheet" isOpen={isHere} isTitleHidden onClose={close}>
      <div className="p-5">
        <div className="mb-2 flex justify-end">
          <Button look="quiet" aria-label="Close the record" onClick={close}>
            <X size={16} aria-hidden="true" />
          </Button>
        </div>
        <RecordLoader id={id} />
      </div>
    </Dialog>
  );
}
