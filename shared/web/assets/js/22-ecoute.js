// Server-sent events that rest while nobody looks: a hidden tab keeps no connection, and looks again when it is shown.
(() => {
  "use strict";
  const FIRST_MS = 1000;
  const LONGEST_MS = 30000;

  /** What the htmx extension asks of a source: EventTarget, onopen, onerror, readyState, close. */
  class Ecoute extends EventTarget {
    constructor(url) {
      super();
      this.url = url;
      this.names = new Set();
      this.ended = false;
      this.wait = FIRST_MS;
      this.pass = (event) => this.dispatchEvent(new MessageEvent(event.type, { data: event.data }));
      this.look = () => (document.hidden ? this.rest() : this.open());
      document.addEventListener("visibilitychange", this.look);
      this.look();
    }

    get readyState() {
      return this.ended ? EventSource.CLOSED : (this.source?.readyState ?? EventSource.CONNECTING);
    }

    addEventListener(name, listener, options) {
      super.addEventListener(name, listener, options);
      if (!this.names.has(name)) this.source?.addEventListener(name, this.pass);
      this.names.add(name);
    }

    open() {
      if (this.ended || this.source) return;
      clearTimeout(this.timer);
      const source = new EventSource(this.url);
      this.source = source;
      for (const name of this.names) source.addEventListener(name, this.pass);
      source.onopen = (event) => { this.wait = FIRST_MS; this.onopen?.(event); };
      source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.again(); };
    }

    again() {
      this.rest();
      this.timer = setTimeout(this.look, this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_MS);
    }

    rest() {
      clearTimeout(this.timer);
      this.source?.close();
      this.source = undefined;
    }

    close() {
      this.ended = true;
      document.removeEventListener("visibilitychange", this.look);
      this.rest();
    }
  }

  htmx.createEventSource = (url) => new Ecoute(url);
})();
