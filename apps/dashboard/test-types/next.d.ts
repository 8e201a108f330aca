// Stands in for Next's types where tests are checked: those make NODE_ENV a must in every environment handed to a child.
export {};
