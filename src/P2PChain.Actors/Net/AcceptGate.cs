using System.Net.Sockets;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace P2PChain.Actors.Net;

/// <summary>
/// Limits how many accepted connections wait for their owner. Akka.IO (1.5.74) accepts without a limit. In a flood the
/// accepted connections would exhaust memory or file descriptors, and the runtime ends a process that has no descriptor
/// left for a new thread. So when the owner falls behind, the kernel stops answering dials (Linux drops the packets,
/// and the dialler's system tries again) until the owner has caught up.
/// </summary>
/// <remarks>
/// The owner gets <see cref="Reached"/> between the connections. Then it calls <see cref="Reached.Pass"/> and, if it
/// gets <see cref="Opening"/> later, <see cref="Open"/>.
/// </remarks>
/// <param name="owner">The actor that gets the connections.</param>
internal sealed class AcceptGate(IActorRef owner) : Inet.SocketOption
{
    /// <summary>Connections that may wait for the owner. A flood may exceed it by the kernel's queue.</summary>
    public const int AheadMax = 64;

    /// <summary>Length of the kernel's queue. Its connections are accepted even while the gate is closed.</summary>
    public const int Backlog = 64;

    /// <summary>
    /// Time for which the gate stays closed after the owner caught up: refused connections close meanwhile.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    // asm-generic/socket.h
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;
    private const int SoDetachFilter = 27;

    // linux/bpf_common.h
    private const ushort BpfReturn = 0x06;

    /// <summary>A classic BPF program that drops every packet. Pinned, because the kernel reads it.</summary>
    private static readonly Instruction[] DropAll = Pinned(new Instruction(BpfReturn, 0, 0, 0));

    private Socket? _listener;
    private int _accepted;

    /// <inheritdoc/>
    public override void BeforeServerSocketBind(Socket ss) => _listener = ss;

    /// <inheritdoc/>
    /// <remarks>Called by the connections' actors, on any thread.</remarks>
    public override void AfterConnect(Socket s)
    {
        switch (Interlocked.Increment(ref _accepted))
        {
            case AheadMax / 2:
                owner.Tell(new Reached(this, WasClosed: false));
                break;
            case AheadMax:
                Close();
                owner.Tell(new Reached(this, WasClosed: true)); // after closing, so that opening comes last
                break;
        }
    }

    /// <summary>The owner has reached the mark.</summary>
    public void Pass() => Volatile.Write(ref _accepted, 0);

    /// <summary>Lets the kernel answer again.</summary>
    public void Open() => Set(SoDetachFilter, stackalloc byte[sizeof(int)]);

    private void Close()
    {
        var program = new FilterProgram((ushort)DropAll.Length, Marshal.UnsafeAddrOfPinnedArrayElement(DropAll, 0));
        Set(SoAttachFilter, MemoryMarshal.AsBytes(new ReadOnlySpan<FilterProgram>(in program)));
    }

    private void Set(int option, ReadOnlySpan<byte> value)
    {
        if (!OperatingSystem.IsLinux() || _listener is not { } listener) return;
        try
        {
            listener.SetRawSocketOption(SolSocket, option, value);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The socket is closed, the filter is gone already, or this system has none. The gate stays open.
        }
    }

    private static Instruction[] Pinned(Instruction instruction)
    {
        var pinned = GC.AllocateArray<Instruction>(1, pinned: true);
        pinned[0] = instruction;
        return pinned;
    }

    /// <summary>A mark in the owner's mailbox, behind all connections accepted before.</summary>
    internal sealed record Reached(AcceptGate Gate, bool WasClosed) : IDeadLetterSuppression
    {
        /// <summary>The owner has caught up. A closed gate opens after a pause.</summary>
        public void Pass(ITimerScheduler timers)
        {
            Gate.Pass();
            if (WasClosed) timers.StartSingleTimer(Gate, new Opening(Gate), Pause);
        }
    }

    /// <summary>Told by the owner's timer.</summary>
    internal sealed record Opening(AcceptGate Gate) : IDeadLetterSuppression;

    /// <summary>struct sock_filter of linux/filter.h.</summary>
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary>struct sock_fprog of linux/filter.h.</summary>
    private readonly record struct FilterProgram(ushort Length, nint Instructions);
}
