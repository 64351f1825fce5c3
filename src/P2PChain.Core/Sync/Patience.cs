namespace P2PChain.Core.Sync;

/// <summary>
/// The time that one peer may take for an answer. It doubles with each time-out, so that a slow line succeeds in the
/// end. Only an answer that took less than half of it halves it: if it fell at once, the next answer of a slow line
/// would be late again.
/// </summary>
/// <param name="min">The first and the shortest time.</param>
/// <param name="max">The longest time.</param>
public sealed class Patience(TimeSpan min, TimeSpan max)
{
    private int _doublings;

    /// <summary>The longest wait for the next answer.</summary>
    public TimeSpan Span => min * (1 << _doublings) is var span && span > max ? max : span;

    /// <summary>No answer came in that time.</summary>
    public void OnTimeout()
    {
        if (Span < max) _doublings++;
    }

    /// <summary>An answer came in time.</summary>
    public void OnAnswer(TimeSpan took)
    {
        if (_doublings > 0 && took < Span / 2) _doublings--;
    }
}
