package main

import (
	"context"
	"log/slog"
	"slices"
)

// lateHandler formats attributes of a logger only when it logs. The document store makes a logger with all arguments of
// each SQL statement, whole documents, to log them at debug; slog's handlers would format them there and then, which took
// a fifth of the processor's time, also while other writes waited.
type lateHandler struct {
	slog.Handler
	attrs []slog.Attr
}

func (h lateHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	h.attrs = append(slices.Clip(h.attrs), attrs...)
	return h
}

func (h lateHandler) WithGroup(name string) slog.Handler {
	return lateHandler{Handler: h.Handler.WithAttrs(h.attrs).WithGroup(name)}
}

func (h lateHandler) Handle(ctx context.Context, record slog.Record) error {
	late := slog.NewRecord(record.Time, record.Level, record.Message, record.PC)
	late.AddAttrs(h.attrs...)
	record.Attrs(func(attr slog.Attr) bool {
		late.AddAttrs(attr)
		return true
	})
	return h.Handler.Handle(ctx, late)
}
