// A trainer's page: what is sent next, and what was sent before.

import { attempt, brand, button, element } from "./dom.js";
import { newVideo } from "./new_video.js";
import { Videos } from "./videos.js";

export function openStudio(place, api, session) {
  const videos = new Videos(api, () => picker.choose());
  const picker = newVideo({
    begin: async (video, content) => videos.send(await api.beginUpload(video), content),
    goOn: (content) => videos.goOn(content),
  });
  place.replaceChildren(
    element(
      "header",
      {},
      brand(),
      element("span", { class: "email" }, session.email),
      button("Sign out", attempt(() => session.end())),
    ),
    element("main", { class: "studio" }, picker.element, videos.element),
  );
  attempt(() => videos.load())();
}
