"""From the text of a regulation to a checked Workflow, with a sentence for every fault."""
