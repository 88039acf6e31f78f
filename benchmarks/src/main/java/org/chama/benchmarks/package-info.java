/**
 * Workloads with their oracle, floors and peers in the same run. A node is seen from outside only: its folders, its REST door, its
 * process and its database.
 */
package org.chama.benchmarks;
