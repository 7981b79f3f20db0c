"""The kinds of Oracle Fusion Service."""
