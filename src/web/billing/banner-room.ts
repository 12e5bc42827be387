const KEY = "banner-room";

/** So high the banner was: the next page leaves it that room before its first paint. */
export function keepBannerRoom(height: number): void {
  try {
    localStorage.setItem(KEY, `${height}px`);
  } catch {
    // Storage is closed: only a small shift of the next page is not prevented.
  }
}

/** No banner, no room: on this page at once, and on the next. */
export function forgetBannerRoom(): void {
  document.documentElement.style.removeProperty("--banner-room");
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is closed, so nothing is kept in it.
  }
}
