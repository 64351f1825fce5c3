using System.Net;

namespace P2PChain.Simulation.Network;

/// <summary>One side of a connection.</summary>
public sealed class SimSocket
{
    private const int BufferBytes = 256 * 1024;

    // A lost segment is sent again after a retransmission timeout, Linux' smallest and a second.
    private const int ResendMillisMin = 200;
    private const int ResendMillisMax = 1000;

    private readonly SimNetwork _network;
    private readonly Queue<(TimeSpan Due, byte[] Bytes)> _underWay = new();
    private readonly Queue<byte[]> _arrived = new();
    private SimSocket _other = null!;
    private (byte[] Bytes, Action Accepted)? _waiting;
    private TimeSpan _lastArrival;
    private int _readOfFirst;
    private long _unread;
    private bool _isClosed;
    private bool _isDead;
    private bool _closesWhenAccepted;
    private bool _endArrived;

    private SimSocket(SimNetwork network, SimHost host, IPEndPoint local, IPEndPoint remote)
    {
        _network = network;
        (Host, Local, Remote) = (host, local, remote);
        host.Add(this);
    }

    public SimHost Host { get; }

    public IPEndPoint Local { get; }

    public IPEndPoint Remote { get; }

    public ISocketOwner? Owner { get; set; }

    /// <summary>Whether everything was read and the other side closed.</summary>
    public bool IsAtEnd => _endArrived && _arrived.Count == 0;

    public bool IsClosed => _isClosed;

    /// <summary>Whether neither side ended the connection.</summary>
    public bool IsOpenAtBothEnds => !_isClosed && !_other._isClosed;

    /// <summary>Whether something came that was not read yet.</summary>
    public bool HasUnread => _arrived.Count > 0;

    /// <summary>How often something was read.</summary>
    public long Reads { get; private set; }

    internal static (SimSocket Near, SimSocket Far) Pair(
        SimNetwork network, (SimHost Host, IPEndPoint At) near, (SimHost Host, IPEndPoint At) far)
    {
        var first = new SimSocket(network, near.Host, near.At, far.At);
        var second = new SimSocket(network, far.Host, far.At, near.At);
        (first._other, second._other) = (second, first);
        return (first, second);
    }

    /// <summary>Writes; one write at a time.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="accepted">Called once the bytes are on their way: at once, or when the other side has read enough.</param>
    public void Write(byte[] bytes, Action accepted)
    {
        if (_isClosed) return;
        _waiting = (bytes, accepted);
        SendWaiting();
    }

    /// <summary>
    /// All that can be read now, whatever number of writes it came by, or cut anywhere; null when nothing can.
    /// </summary>
    public byte[]? Read(int bytesMax)
    {
        if (_isClosed || _arrived.Count == 0) return null;
        var count = (int)Math.Min(bytesMax, _arrived.Sum(each => (long)each.Length) - _readOfFirst);
        if (count > 1 && _network.Random.NextDouble() < _network.ChopChance) count = 1 + _network.Random.Next(count);
        var chunk = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var first = _arrived.Peek();
            var taken = Math.Min(count - filled, first.Length - _readOfFirst);
            first.AsSpan(_readOfFirst, taken).CopyTo(chunk.AsSpan(filled));
            filled += taken;
            _readOfFirst += taken;
            if (_readOfFirst < first.Length) break;
            _arrived.Dequeue();
            _readOfFirst = 0;
        }
        _unread -= count;
        Reads++;
        _other.SendWaiting();
        return chunk;
    }

    /// <summary>Says that nothing more comes, after all that was written.</summary>
    public void Close()
    {
        if (_isClosed) return;
        _closesWhenAccepted = true;
        SendWaiting();
    }

    /// <summary>Ends an accepted connection that nobody took up.</summary>
    public void TurnAway()
    {
        _network.OnTurnedAway();
        Abort();
    }

    /// <summary>Ends the connection at once; what is under way may be lost.</summary>
    public void Abort()
    {
        if (_isClosed || Host.IsLosingPower) return;
        Vanish();
        SendReset();
    }

    /// <summary>This side is gone and tells nobody.</summary>
    public void Vanish()
    {
        _isClosed = true;
        _waiting = null;
        _underWay.Clear();
        _arrived.Clear();
        Host.Remove(this);
    }

    /// <summary>
    /// The machine lost its power: what left it arrives, or is lost where it would have to be sent again.
    /// </summary>
    public void LosePower()
    {
        var link = _network.Link(Host, _other.Host);
        var left = _underWay.Where(each => each.Due <= _network.Core.Elapsed + link.Latency + link.Jitter).ToList();
        Vanish();
        _isDead = true;
        foreach (var each in left) _underWay.Enqueue(each);
    }

    /// <summary>A fault of the network between: both sides find the connection gone.</summary>
    public void Break()
    {
        OnReset();
        _other.OnReset();
    }

    /// <summary>As if the other side's router had forgotten the connection: only this side finds it gone.</summary>
    public void BreakHere() => OnReset();

    /// <summary>The network healed: what crept over a slow link is sent again over a good one.</summary>
    public void Hurry()
    {
        var bytes = _underWay.Select(each => each.Bytes).ToList();
        _underWay.Clear();
        _lastArrival = _network.Core.Elapsed + _network.Delay(Host, _other.Host);
        foreach (var each in bytes) _underWay.Enqueue((_lastArrival, each));
        WaitFor(TimeSpan.Zero);
    }

    private void SendWaiting()
    {
        if (_isClosed) return;
        if (_waiting is { } waiting)
        {
            if (_other._unread > 0 && _other._unread + waiting.Bytes.Length > BufferBytes) return;
            _waiting = null;
            Send(waiting.Bytes);
            waiting.Accepted();
        }
        if (!_closesWhenAccepted || _waiting is not null) return;
        Send([]);
        _isClosed = true;
        Host.Remove(this);
    }

    private void Send(byte[] bytes)
    {
        var due = _network.Core.Elapsed + _network.Delay(Host, _other.Host);
        if (due < _lastArrival) due = _lastArrival;
        due += TimeSpan.FromSeconds(bytes.Length / _network.Link(Host, _other.Host).BytesPerSecond);
        _lastArrival = due;
        _other._unread += bytes.Length;
        _underWay.Enqueue((due, bytes));
        if (_underWay.Count == 1) WaitFor(due - _network.Core.Elapsed);
    }

    private void WaitFor(TimeSpan wait) => _network.Core.After(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Arrive);

    private void Arrive()
    {
        if (!_underWay.TryPeek(out var first)) return;
        if (first.Due > _network.Core.Elapsed)
        {
            WaitFor(first.Due - _network.Core.Elapsed);
            return;
        }
        if (_network.IsBlocked(Host, _other.Host) || !_other.Host.IsUp)
        {
            if (_isDead) _underWay.Clear();
            else WaitFor(TimeSpan.FromMilliseconds(_network.Random.Next(ResendMillisMin, ResendMillisMax)));
            return;
        }
        var (_, bytes) = _underWay.Dequeue();
        if (_underWay.TryPeek(out var next)) WaitFor(next.Due - _network.Core.Elapsed);
        _other.OnArrived(bytes);
    }

    private void OnArrived(byte[] bytes)
    {
        if (_isClosed)
        {
            SendReset();
            return;
        }
        if (bytes.Length == 0) _endArrived = true;
        else
        {
            _arrived.Enqueue(bytes);
            _network.OnDelivered(this, bytes);
        }
        Owner?.OnReadable();
    }

    private void SendReset() => _network.Core.After(_network.Delay(Host, _other.Host), () =>
    {
        if (!_network.IsBlocked(Host, _other.Host) && _other.Host.IsUp) _other.OnReset();
    });

    private void OnReset()
    {
        if (_isClosed && _underWay.Count == 0) return;
        var wasClosed = _isClosed;
        Vanish();
        if (!wasClosed) Owner?.OnReset();
    }
}
