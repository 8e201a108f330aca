import { z } from "zod";
import { type Answer, refused } from "./fake-slack-workspace.ts";

export interface FakeSlackFile {
  readonly name: string;
  readonly content: string;
  readonly channel: string;
  readonly threadTs: string;
}

const urlSchema = z.object({ filename: z.string().min(1), length: z.coerce.number().int().min(1) });
const completeSchema = z.object({
  files: z.array(z.object({ id: z.string(), title: z.string() })).length(1),
  channel_id: z.string(),
  thread_ts: z.string(),
});

/** Files that the app uploads: an address for each, what arrives there, and the message that it is shared under. */
export function createFiles(base: () => string, isMessage: (channel: string, ts: string) => boolean) {
  const asked = new Map<string, { readonly name: string; readonly length: number; content: string | null }>();
  const shared: FakeSlackFile[] = [];
  return {
    shared,
    /** Takes what is uploaded at an address that was given out. False for any other. */
    upload: async (path: string, request: { readonly type: string; readonly body: Buffer }): Promise<boolean> => {
      const file = asked.get(path.slice("/upload/".length));
      const form = await new Response(Uint8Array.from(request.body), {
        headers: { "content-type": request.type },
      }).formData();
      const [part] = [...form.values()];
      const content = typeof part === "string" ? part : await part?.text();
      if (!file || content === undefined || Buffer.byteLength(content) !== file.length) return false;
      file.content = content;
      return true;
    },
    methods: {
      "files.getUploadURLExternal": (body: unknown): Answer => {
        const { filename: name, length } = urlSchema.parse(body);
        const id = `F${asked.size + 1}`;
        asked.set(id, { name, length, content: null });
        return { ok: true, file_id: id, upload_url: `${base()}/upload/${id}` };
      },
      "files.completeUploadExternal": (body: unknown): Answer => {
        const { files, channel_id: channel, thread_ts: threadTs } = completeSchema.parse(body);
        const file = asked.get(files[0]?.id ?? "");
        if (!file || file.content === null) return refused("file_not_found");
        if (!isMessage(channel, threadTs)) return refused("channel_not_found");
        shared.push({ name: file.name, content: file.content, channel, threadTs });
        return { ok: true, files };
      },
    },
  };
}
