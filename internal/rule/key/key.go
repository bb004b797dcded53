// Package key names the settings that rules read, so that a rule cannot
// misspell one. A test holds every name against the catalogue.
package key

import "github.com/breakwaterhq/breakwater/internal/model"

func topic(name string) model.Key    { return model.Key{Layer: model.LayerTopic, Name: name} }
func broker(name string) model.Key   { return model.Key{Layer: model.LayerBroker, Name: name} }
func producer(name string) model.Key { return model.Key{Layer: model.LayerProducer, Name: name} }
func consumer(name string) model.Key { return model.Key{Layer: model.LayerConsumer, Name: name} }
