using System.Globalization;
using Xunit;

namespace P2PChain.Testing;

/// <summary>The judgement of a long run: nothing that is measured at even times grows.</summary>
public static class Soak
{
    /// <summary>
    /// The median of the last third of the samples is at most this much above that of the middle third.
    /// </summary>
    private const double GrowthMax = 0.25;

    /// <summary>Fails if the samples grow.</summary>
    /// <param name="what">The measure, in words.</param>
    /// <param name="samples">Nine or more. The first third is not judged.</param>
    /// <param name="slack">A difference that counts as none.</param>
    public static void AssertFlat(string what, IReadOnlyList<double> samples, double slack)
    {
        Assert.InRange(samples.Count, 9, int.MaxValue);
        var third = samples.Count / 3;
        var (middle, last) = (Median(samples.Skip(third).Take(third)), Median(samples.TakeLast(third)));
        var numbers = string.Join(' ', samples.Select(one => one.ToString("0.#", CultureInfo.InvariantCulture)));
        Assert.True(last <= (middle * (1 + GrowthMax)) + slack, $"{what} grew from {middle} to {last}: {numbers}");
    }

    private static double Median(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
