using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>
/// Bounds the undecided messages of one peer: read, without a verdict. Without credit nothing is read, so the peer's
/// data waits in its own socket and not in our memory.
/// </summary>
public sealed class ReadCredit
{
    private readonly Queue<int> _undecided = new();
    private long _bytes;

    /// <summary>
    /// Whether a message of so many bytes may be read now. A message larger than the whole credit is read if nothing is
    /// undecided.
    /// </summary>
    /// <param name="bytes">Its size; 0 if it has not come in full.</param>
    public bool IsEnoughFor(int bytes) => _undecided.Count == 0
        || (_undecided.Count < Limits.CreditMessagesMax && _bytes + bytes <= Limits.CreditBytesMax);

    /// <summary>Messages that are undecided.</summary>
    public int Undecided => _undecided.Count;

    /// <summary>A message was read; its verdict will come.</summary>
    public void Take(int bytes)
    {
        _undecided.Enqueue(bytes);
        _bytes += bytes;
    }

    /// <summary>
    /// A verdict came. It returns the bytes of the oldest message. If headers overtake a block that the chain still
    /// checks, the difference evens out with the block's verdict.
    /// </summary>
    public void Return() => _bytes -= _undecided.Dequeue();
}
