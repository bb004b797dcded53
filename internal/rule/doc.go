// Package rule is what a rule is made of: the literal, the pass that it reads
// facts and reports findings through, and the settings that a policy gives it.
//
// A rule is a pure function of facts. What it cannot know it does not get:
// the accessors of Pass record the skip, so that "unknown" never becomes
// "healthy" by an author's oversight.
package rule
