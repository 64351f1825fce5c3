namespace P2PChain.Core.Sync;

/// <summary>
/// How long one peer may take for an answer. Doubles with each time-out, so that a slow line gets through in the end, and is halved only
/// by an answer that took less than half of it: forgotten at once, the next answer of a slow line would be late again.
/// </summary>
/// <param name="min">At first, and never less.</param>
/// <param name="max">Never more.</param>
public sealed class Patience(TimeSpan min, TimeSpan max)
{
    private int _doublings;

    /// <summary>How long the next answer is waited for.</summary>
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
