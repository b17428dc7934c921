#!/bin/bash
set -e

CC=g++
PROJECT=net
LIB_STAMP=12ab34cd
