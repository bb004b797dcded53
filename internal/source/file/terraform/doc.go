// Package terraform reads the topics and the broker settings that Terraform
// declares: from the JSON of a plan, where every value is resolved and the
// change is known, and from .tf files, where literals alone are known.
//
// The shapes of the resources are those of the providers' documentation.
// What a plan and its .tf files declare together is one thing: see Link.
package terraform
