// What a card has only once its late half is there: nobody needs it until a prompt is seen.
// `link` gives what that half imports; a build puts it in.
export const rest = { bring, copy, forget, post, promise, receive, said, link: () => ({}) };
