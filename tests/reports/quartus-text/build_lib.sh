#!/bin/bash
PROJECT=net
