/** Served at `/assets/styles.css`: the content security policy allows no inline styles. */
export const styles: string = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
`;
