package main

import "testing"

func TestM42_Versions(t *testing.T) { scripts(t, "M42") }
