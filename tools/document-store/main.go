// Command document-store serves the MongoDB wire protocol from SQLite files,
// for running Muster on one machine without a MongoDB server.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const version = "1.24.0"

func main() {
	listen := flag.String("listen", "127.0.0.1:27017", "address to listen on, host:port")
	dir := flag.String("dir", "", "existing directory that holds the SQLite files")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("document-store " + version)
		return
	}
	if err := serve(*listen, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "document-store:", err)
		os.Exit(1)
	}
}

// serve runs until SIGTERM or SIGINT. A write is answered after SQLite has synced it to disk
// (write-ahead log with synchronous=full), so an answered write survives kill -9 and a power cut.
func serve(listen, dir string) error {
	absolute, err := filepath.Abs(dir)
	if dir == "" || err != nil {
		return fmt.Errorf("-dir must name an existing directory, got %q", dir)
	}
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)"}}
	files := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute) + "/", OmitHost: true, RawQuery: pragmas.Encode()}

	// The document store logs every request at debug and every connection at info.
	logger := slog.New(lateHandler{Handler: slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})})
	store, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: listen},
		Logger:    logger,
		Handler:   "sqlite",
		SQLiteURL: files.String(),
	})
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	return store.Run(ctx)
}
