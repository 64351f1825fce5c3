using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Peers;

/// <summary>Hands on in the order of arrival what a pool of workers finishes in any order.</summary>
/// <typeparam name="TAsked">What arrived.</typeparam>
/// <typeparam name="TDone">What the workers make of it.</typeparam>
public sealed class ArrivalOrder<TAsked, TDone>
    where TAsked : class
    where TDone : class
{
    private readonly Queue<(long Number, TAsked Asked)> _order = new();
    private readonly Dictionary<long, TDone> _done = [];
    private long _last;

    /// <summary>How many arrived and were not handed on.</summary>
    public int Count => _order.Count;

    /// <summary>Something arrived; its number stands for it until it is done.</summary>
    public long Arrive(TAsked asked)
    {
        _order.Enqueue((++_last, asked));
        return _last;
    }

    /// <summary>A worker is done with what arrived under this number.</summary>
    public void Finish(long number, TDone done) => _done.Add(number, done);

    /// <summary>The next one in order, once it is done.</summary>
    public bool TryTake([NotNullWhen(true)] out TAsked? asked, [NotNullWhen(true)] out TDone? done)
    {
        (asked, done) = (null, null);
        if (!_order.TryPeek(out var first) || !_done.Remove(first.Number, out done)) return false;
        asked = first.Asked;
        _order.Dequeue();
        return true;
    }
}
