package describe_test

import (
	"context"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// A run has to give each recorded file to the right format.
func TestARunRecognisesEveryRecordedFile(t *testing.T) {
	formats := map[string]string{
		"topics.txt": "kafka-topics", "topic-configs.txt": "kafka-configs", "topic-configs-all.txt": "kafka-configs", "brokers.txt": "kafka-configs",
	}
	files, want := map[string]string{}, map[string]string{}
	for _, release := range releases {
		for name, format := range formats {
			path, text := recorded(t, release, name)
			files[path], want[path] = text, format
		}
	}
	b := model.NewBuilder(time.Time{})
	if err := file.Texts(files).Collect(context.Background(), model.Facts{}, b); err != nil {
		t.Fatal(err)
	}
	now, _ := b.Snapshots()
	for _, doc := range now.Docs {
		if doc.Ignored != "" || doc.Format != want[doc.Path] {
			t.Errorf("%s is read as %q (ignored: %q), want %q", doc.Path, doc.Format, doc.Ignored, want[doc.Path])
		}
	}
	if len(now.Docs) != len(files) || len(now.Gaps) > 0 {
		t.Errorf("%d documents of %d files, gaps %v", len(now.Docs), len(files), now.Gaps)
	}
}
