using System.Diagnostics;

namespace P2PChain.Fuzz;

/// <summary>
/// Runs a target on one mutation after another, in this process. An answer of a kind not seen before puts its input
/// among
/// those that are mutated, so that the next ones get further. A seed gives the same inputs again.
/// </summary>
internal sealed class FuzzLoop(FuzzTarget target, int seed)
{
    private const int PoolMax = 2_000;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _pool = [.. target.Corpus];
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);

    /// <summary>Every input of the corpus as it is, then mutations; ends at the first crash.</summary>
    public FuzzReport Run(int runs)
    {
        var mutator = new Mutator(_random, target.Words);
        var (accepted, slowest, started) = (0, TimeSpan.Zero, Stopwatch.GetTimestamp());
        for (var run = 0; run < runs; run++)
        {
            var input = run < target.Corpus.Length ? target.Corpus[run] : Next(mutator);
            var before = Stopwatch.GetTimestamp();
            try
            {
                if (Count(target.Run(input), input)) accepted++;
            }
            catch (Exception error)
            {
                return Report(run + 1, accepted, started, slowest) with { Crash = new FuzzCrash(run, Shorten(input, error), error) };
            }

            var took = Stopwatch.GetElapsedTime(before);
            if (took > slowest) slowest = took;
        }

        return Report(runs, accepted, started, slowest);
    }

    private byte[] Next(Mutator mutator)
    {
        // Half of them start from the corpus, however much was found since.
        var from = _random.Next(2) == 0 ? target.Corpus[_random.Next(target.Corpus.Length)] : _pool[_random.Next(
            _pool.Count)];
        var input = mutator.Mutate(from, _pool);
        return target.Mend is { } mend && _random.Next(2) == 0 ? mend(input) : input;
    }

    private bool Count(FuzzAnswer answer, byte[] input)
    {
        var kind = (answer.IsAccepted ? "accepted: " : "refused: ") + answer.Kind;
        if (_kinds.TryAdd(kind, 1))
        {
            if (_pool.Count < PoolMax) _pool.Add(input);
        }
        else
        {
            _kinds[kind]++;
        }

        return answer.IsAccepted;
    }

    private FuzzReport Report(int runs, int accepted, long started, TimeSpan slowest) =>
        new(target, seed, runs, accepted, Stopwatch.GetElapsedTime(started), slowest, _kinds);

    /// <summary>Leaves out what the error does not need: halves, then smaller pieces.</summary>
    private byte[] Shorten(byte[] input, Exception error)
    {
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
                if (Crashes(shorter, error)) input = shorter;
                else at += size;
            }
        }

        return input;
    }

    private bool Crashes(byte[] input, Exception like)
    {
        try
        {
            target.Run(input);
            return false;
        }
        catch (Exception error)
        {
            return error.GetType() == like.GetType() && error.TargetSite == like.TargetSite;
        }
    }
}
