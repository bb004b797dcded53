// Package kube holds the rules of the family kube: how Kubernetes runs Kafka's
// pods, where it puts them, what it gives them, and when it may take them away.
package kube

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }
