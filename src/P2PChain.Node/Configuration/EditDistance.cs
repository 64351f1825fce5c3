namespace P2PChain.Node.Configuration;

/// <summary>The number of typing slips between two words.</summary>
internal static class EditDistance
{
    /// <summary>Letters inserted, removed, changed or swapped with a neighbour (optimal string alignment).</summary>
    public static int Between(string left, string right)
    {
        var beforeLast = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
            last[column] = column;
        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = left[row - 1] == right[column - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(last[column] + 1, current[column - 1] + 1), last[column - 1] + change);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                    best = Math.Min(best, beforeLast[column - 2] + 1);
                current[column] = best;
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[right.Length];
    }
}
