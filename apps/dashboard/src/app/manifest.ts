import type { MetadataRoute } from "next";

/** What makes the dashboard an app that can be installed. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "Countersign",
    short_name: "Countersign",
    description: "What your agents may do, what they did, and what waits for you.",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#fbfaf7",
    theme_color: "#fbfaf7",
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
      { src: "/icons/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
