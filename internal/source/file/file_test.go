package file

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/sourcetest"
)

// world has something of each kind.
var world = map[string]string{
	"server.properties":   "node.id=1\nprocess.roles=broker,controller\nlog.dirs=/a\nlisteners=PLAINTEXT://b1:9092\n",
	"producer.properties": aClient,
	"topics.yaml":         ownTopics,
	"strimzi.yaml":        strimziTopic,
	"broken.properties":   "broker.id=1\nlog.dirs=C:\\users\n",
	"README.md":           "# Kafka\n",
}

func TestFilesKeepTheContract(t *testing.T) {
	tree(t, world)
	sourcetest.Run(t, func(*testing.T) source.Source {
		return New(Options{Paths: []string{".", "nowhere", "server.properties"}})
	})
}

func TestTextsKeepTheContract(t *testing.T) {
	sourcetest.Run(t, func(*testing.T) source.Source { return Texts(world) })
}
