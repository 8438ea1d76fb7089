import { block, type Protocol } from "../protocol.ts";
import { many } from "../random.ts";
import { identifier, language, prose, uuid } from "../text.ts";

// Public feeds: events of 0.2 to 3 KB from people all over the world.

const json = JSON.stringify;

/** https://docs.joinmastodon.org/methods/streaming: `:thump` ends in one line feed. */
export const mastodon: Protocol = {
  id: "mastodon",
  title: "Mastodon",
  stretch: (next) => {
    const spoken = language(next);
    const account = () => ({
      id: `${next(1_000_000)}`,
      username: identifier(next, 9),
      display_name: prose(next, spoken, 12),
      note: `<p>${prose(next, spoken, next(200))}</p>`,
      url: `https://mastodon.example/@${identifier(next, 9)}`,
      avatar: `https://files.mastodon.example/accounts/avatars/000/${identifier(next, 20)}.png`,
      followers_count: next(5000),
      emojis: [],
      fields: [],
    });
    const status = () => ({
      id: `1150${identifier(next, 14)}`,
      created_at: "2026-11-26T09:30:00.000Z",
      sensitive: false,
      language: spoken.slice(0, 2),
      uri: `https://mastodon.example/users/${identifier(next, 9)}/statuses/1150${identifier(next, 14)}`,
      content: `<p>${prose(next, spoken, 60 + next(400))}</p>`,
      account: account(),
      media_attachments: many(next(3), () => ({ id: identifier(next, 18), type: "image", description: prose(next, spoken, next(160)) })),
      mentions: [],
      tags: [],
    });
    return many(20, () => {
      if (next(15) === 0) return ":thump\n";
      return next(6) === 0
        ? block({ event: "delete", data: `1150${identifier(next, 14)}` })
        : block({ event: "update", data: json(status()) });
    });
  },
};

/** https://wikitech.wikimedia.org/wiki/Event_Platform/EventStreams_HTTP_Service: the ID is a position in several logs. */
export const wikimedia: Protocol = {
  id: "wikimedia",
  title: "Wikimedia",
  stretch: (next) => {
    let timestamp = 1_764_000_000_000 + next(1_000_000);
    return many(20, () => {
      const spoken = language(next);
      timestamp += next(200);
      const id = json([
        { topic: "eqiad.mediawiki.recentchange", partition: 0, timestamp },
        { topic: "codfw.mediawiki.recentchange", partition: 0, offset: -1 },
      ]);
      const title = prose(next, spoken, 6 + next(30));
      const page = `https://${spoken.slice(0, 2)}.wikipedia.example/wiki/${encodeURIComponent(title)}`;
      const data = json({
        $schema: "/mediawiki/recentchange/1.0.0",
        meta: {
          uri: page,
          request_id: uuid(next),
          id: uuid(next),
          dt: "2026-11-26T09:30:00Z",
          domain: "wikipedia.example",
          stream: "mediawiki.recentchange",
        },
        id: next(2_000_000_000),
        type: "edit",
        namespace: 0,
        title,
        title_url: page,
        comment: prose(next, spoken, next(200)),
        timestamp: 1_764_000_000,
        user: prose(next, spoken, 10),
        bot: false,
        notify_url: `${page}?diff=${next(1_000_000_000)}&oldid=${next(1_000_000_000)}&rcid=${next(1_000_000_000)}`,
        length: { old: next(90_000), new: next(90_000) },
        wiki: "wiki",
        parsedcomment: `<span dir="auto">${prose(next, spoken, next(400))}</span>`,
      });
      return block({ event: "message", id, data });
    });
  },
};

/** https://mercure.rocks/spec: updates of an API's resources. */
export const mercure: Protocol = {
  id: "mercure",
  title: "Mercure",
  stretch: (next) => {
    const spoken = language(next);
    const update = () => {
      const id = next(100_000);
      const book = {
        "@context": "/contexts/Book",
        "@id": `/books/${id}`,
        "@type": "Book",
        title: prose(next, spoken, 20),
        available: next(9),
      };
      return { id: `urn:uuid:${uuid(next)}`, data: json({ ...book, description: prose(next, spoken, next(500)) }) };
    };
    return many(20, () => {
      if (next(20) === 0) return ":\n";
      return block(next(4) === 0 ? { event: "review", ...update() } : update());
    });
  },
};
